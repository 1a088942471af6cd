/**
 * Policies as documents: what access policies, product policies and exceptions to them say, read with places, and the parts of them
 * that need no expression language but the one of contracts (row filters) or none (which mask fits which column). Pure. Their
 * conditions are compiled and run in the module {@code policy}.
 */
package dev.polder.core.policy;
