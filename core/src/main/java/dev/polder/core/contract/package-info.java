/** Contracts (ODCS) as records. */
package dev.polder.core.contract;
