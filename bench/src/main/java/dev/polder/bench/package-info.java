/**
 * {@code polder bench}: our numbers and our peers' in one run. A <em>figure</em> is one number with its target; a <em>round</em>
 * runs every contender once, and a figure is the median of its rounds. Nothing else of Polder depends on this module.
 */
package dev.polder.bench;
