/** Who reads which columns of which ports, from the queries that are run and the tables that are loaded. */
package dev.polder.server.readers;
