/**
 * Makes topics, tables and schema ids what the mesh says, again and again: what is missing is made, what was changed evolves,
 * what was removed goes, and what fails is tried again. How far it came stands in a condition per port.
 */
package dev.polder.server.reconcile;
