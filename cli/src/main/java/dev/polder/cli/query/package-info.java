/** {@code polder query}. */
package dev.polder.cli.query;
