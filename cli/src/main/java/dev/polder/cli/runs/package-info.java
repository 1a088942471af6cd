/** Commands about what runs: status, runs, run. */
package dev.polder.cli.runs;
