/**
 * A thin client of Polder's REST API: blocking calls, refusals as {@link dev.polder.core.problem.PolderException}.
 *
 * <p>Made to start fast, because a command line pays for it at every call: {@code HttpURLConnection} is ready in 40 ms
 * where {@code java.net.http} takes 300, and Jackson's streaming core in 50 ms where data binding takes 250.
 */
package dev.polder.client;
