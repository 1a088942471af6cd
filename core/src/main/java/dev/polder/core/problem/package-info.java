/** Errors and findings: one table of codes, one exception, one finding with its place. Imports nothing. */
package dev.polder.core.problem;
