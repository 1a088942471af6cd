/** Starts the programs as a user would, in data directories and on ports of their own. */
package dev.polder.e2e;
