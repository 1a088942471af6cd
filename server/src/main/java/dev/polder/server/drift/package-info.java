/** Drift: fields of records that the contracts of their ports do not have, counted per port and kept. */
package dev.polder.server.drift;
