/** The server program: wiring of its features, each in a package of its own. */
package dev.polder.server;
