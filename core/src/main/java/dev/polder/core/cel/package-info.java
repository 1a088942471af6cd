/**
 * Rules over one record in CEL, the Common Expression Language: parsed, checked against the record's type, and given as a tree
 * for others to run. Imports nothing of Polder.
 */
package dev.polder.core.cel;
