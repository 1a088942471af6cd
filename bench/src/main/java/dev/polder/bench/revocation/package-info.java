/** How soon what was revoked is refused, on every way out of a server. */
package dev.polder.bench.revocation;
