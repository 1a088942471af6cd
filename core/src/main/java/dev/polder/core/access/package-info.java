/**
 * Who may read what: principals, questions, decisions and what a decision obliges to. Pure; whoever decides implements {@link
 * dev.polder.core.access.Decider}, whoever hands out data asks it and honours every obligation, or hands out nothing.
 */
package dev.polder.core.access;
