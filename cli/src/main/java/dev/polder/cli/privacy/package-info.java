/** Keys of domains, and forgetting people. */
package dev.polder.cli.privacy;
