/** {@code polder audit}. */
package dev.polder.cli.audit;
