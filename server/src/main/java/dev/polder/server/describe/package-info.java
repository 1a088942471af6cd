/** What there is and how it is: the mesh's documents together with what was provisioned, landed and run. Reads only. */
package dev.polder.server.describe;
