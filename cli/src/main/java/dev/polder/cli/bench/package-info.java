/** {@code polder bench}: hands over to a program with a class path of its own, {@code lib/bench}. */
package dev.polder.cli.bench;
