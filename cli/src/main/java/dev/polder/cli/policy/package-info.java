/** {@code polder policy}: policies tried without a server, and what a change of them would hit. */
package dev.polder.cli.policy;
