/**
 * {@code polder}, the command: one class per subcommand, each a thin shell over {@code client} or {@code core}. Data goes
 * to standard output, problems as {@code file:line:col CODE message → remedy} to standard error; {@link
 * dev.polder.cli.ExitCode} says how it ended.
 */
package dev.polder.cli;
