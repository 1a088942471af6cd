/** Keys and certificates of the listeners, and whom the programs on this machine trust. */
package dev.polder.server.tls;
