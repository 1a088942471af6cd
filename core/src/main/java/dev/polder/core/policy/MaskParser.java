package dev.polder.core.policy;

import dev.polder.core.access.Mask;
import dev.polder.core.document.Closest;
import dev.polder.core.document.Fields;
import dev.polder.core.document.Node;
import dev.polder.core.document.Quoted;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.quality.PatternCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads a mask as documents write it: {@code 'null'}, {@code hash}, {@code lastFour}, {@code yearOnly}, {@code bucket: 1000}, {@code
 * redact: {pattern, with}}.
 */
public final class MaskParser {
    private static final Map<String, Mask> WORDS = Map.of(
            "null",
            new Mask.Null(),
            "hash",
            new Mask.Hash(),
            "lastFour",
            new Mask.LastFour(),
            "yearOnly",
            new Mask.YearOnly());
    private static final int LONGEST = 500;

    private MaskParser() {}

    /** The mask; empty, with a finding, when it is none. YAML's null is the mask {@code null}. */
    public static Optional<Mask> parse(Node node, List<Finding> findings) {
        if (node instanceof Node.Null) {
            return Optional.of(new Mask.Null());
        }
        if (node instanceof Node.Text text) {
            Optional<Mask> mask = Optional.ofNullable(WORDS.get(text.value()));
            if (mask.isEmpty()) {
                findings.add(Finding.error(
                        Code.FIELD_VALUE,
                        node.position(),
                        "There is no mask " + Quoted.value(text.value()) + ".",
                        needsMore(text.value())
                                ? "Write { bucket: 1000 } or { redact: { pattern: '\\d', with: '#' } }."
                                : Closest.remedy(text.value(), words())));
            }
            return mask;
        }
        return Fields.of(node, "a mask", findings).flatMap(fields -> mapping(fields, findings));
    }

    private static boolean needsMore(String word) {
        return word.equals("bucket") || word.equals("redact");
    }

    private static TreeSet<String> words() {
        TreeSet<String> words = new TreeSet<>(WORDS.keySet());
        words.addAll(List.of("bucket", "redact"));
        return words;
    }

    private static Optional<Mask> mapping(Fields fields, List<Finding> findings) {
        int before = findings.size();
        Optional<Mask> bucket = fields.integer("bucket").flatMap(width -> bucket(fields, width));
        Optional<Mask> redact = fields.mapping("redact").flatMap(MaskParser::redact);
        fields.refuseUnknown();
        boolean one = fields.node().entries().size() == 1;
        if (findings.size() == before && !one) {
            findings.add(Finding.error(
                    Code.FIELD_VALUE,
                    fields.position(),
                    "A mask is one thing, but this says " + fields.names().size() + ".",
                    "Write { bucket: 1000 } or { redact: { pattern: '\\d', with: '#' } }."));
        }
        return findings.size() > before ? Optional.empty() : bucket.or(() -> redact);
    }

    private static Optional<Mask> bucket(Fields fields, long width) {
        if (width <= 0) {
            fields.report(
                    Code.FIELD_VALUE,
                    "bucket",
                    "The width of a bucket is " + width + ", but must be greater than 0.",
                    "Write the width of the intervals, such as 1000.");
            return Optional.empty();
        }
        return Optional.of(new Mask.Bucket(width));
    }

    private static Optional<Mask> redact(Fields fields) {
        Optional<String> pattern = fields.requiredText("pattern");
        Optional<String> with = fields.text("with");
        fields.refuseUnknown();
        Optional<PatternCheck.Problem> problem = pattern.flatMap(MaskParser::problem);
        problem.ifPresent(it -> fields.report(Code.POLICY_INVALID, "pattern", it.message(), it.remedy()));
        return problem.isPresent() ? Optional.empty() : pattern.map(text -> new Mask.Redact(text, with.orElse("")));
    }

    private static Optional<PatternCheck.Problem> problem(String pattern) {
        return pattern.length() > LONGEST
                ? Optional.of(new PatternCheck.Problem(
                        "The pattern is longer than " + LONGEST + " characters.", "Write a shorter one."))
                : PatternCheck.problem(pattern);
    }
}
