/**
 * What is landed and run: which transform is due and when ({@link dev.polder.server.runs.Schedule} decides), who does it, how it
 * ended. The processing program polls; nothing is pushed to it.
 */
package dev.polder.server.runs;
