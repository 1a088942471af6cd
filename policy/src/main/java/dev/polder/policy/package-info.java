/**
 * Policies in CEL: compiled, judged by their cost, run, explained. {@link dev.polder.policy.PolicySet} is what documents of {@code
 * dev.polder.core.policy} compile to; {@link dev.polder.policy.PolicyDecider} decides who reads what by it, and by grants; {@link
 * dev.polder.policy.ProductCheck} says what products have against it. Pure: no input or output. Imports {@code core} and dev.cel, which
 * no other module sees.
 */
package dev.polder.policy;
