/** Quality rules and the SQL that measures them. */
package dev.polder.core.quality;
