/**
 * Who may read what: requests, the grants that come of them, and the one {@link dev.polder.core.access.Decider} of the server that
 * everything that hands out data asks.
 */
package dev.polder.server.access;
