/** {@code polder up} and {@code polder down}: the server as a process of this machine. */
package dev.polder.cli.up;
