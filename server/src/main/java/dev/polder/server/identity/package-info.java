/**
 * Who is there: people, service accounts, teams, and how they prove it. Everything that a request is asked about stands in memory
 * ({@link dev.polder.server.identity.Directory}), so that to know its principal costs no query.
 */
package dev.polder.server.identity;
