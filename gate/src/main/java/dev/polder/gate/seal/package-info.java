/** AES-GCM for many short values under one key, in the form that NIST SP 800-38D and Google Tink have. Everything that computes with keys is the JDK's; imports nothing else. */
package dev.polder.gate.seal;
