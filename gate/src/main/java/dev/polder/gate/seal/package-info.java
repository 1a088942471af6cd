/** AES-GCM for many short values under one key, in the form that NIST SP 800-38D and Google Tink have. Imports the JDK's AES only. */
package dev.polder.gate.seal;
