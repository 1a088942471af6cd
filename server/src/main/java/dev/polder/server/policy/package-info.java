/**
 * The mesh's policies at work: what they are and who changed them, what products do not keep to, what a change would hit, and the
 * compiled set that decisions are made by. The documents themselves are part of the mesh ({@code dev.polder.server.mesh}).
 */
package dev.polder.server.policy;
