/** Decisions about reading in a mesh with many policies and grants. */
package dev.polder.bench.policy;
