/** What SQL of a transform or a quality rule reads, without an engine. Imports {@code problem} only. */
package dev.polder.core.sql;
