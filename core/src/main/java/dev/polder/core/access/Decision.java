package dev.polder.core.access;

import dev.polder.core.contract.DataType;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The answer to a {@link ReadQuestion}.
 *
 * @param obligations nothing when it is not permitted
 * @param reasons why, the one that decided first
 * @param about the records that it was decided about: a table that holds more holds what nobody decided about. Empty when it does not
 *     depend on them
 */
public record Decision(
        boolean permitted, Obligations obligations, List<Reason> reasons, Optional<DataType.Struct> about) {
    /**
     * One thing that had a part in a decision. Its text is put together when somebody asks for it, which few do; it says the same
     * whenever that is. Safe for many threads.
     */
    public static final class Reason {
        private final String source;
        private final Effect effect;
        private final Supplier<String> words;
        /** Whoever finds it missing makes the same text again. */
        private String text;

        public Reason(String source, Effect effect, String text) {
            this(source, effect, () -> text);
            this.text = Objects.requireNonNull(text);
        }

        /**
         * @param words the text, made of nothing that can change
         */
        public Reason(String source, Effect effect, Supplier<String> words) {
            this.source = Objects.requireNonNull(source);
            this.effect = Objects.requireNonNull(effect);
            this.words = Objects.requireNonNull(words);
        }

        /** What it comes from: {@code policy mesh/pii-is-masked}, {@code grant 7f3a…}, {@code domain sales}. */
        public String source() {
            return source;
        }

        /** What it did. */
        public Effect effect() {
            return effect;
        }

        /** For people: which expression decided, with the values that mattered, never with data. */
        public String text() {
            String known = text;
            if (known == null) {
                known = Objects.requireNonNull(words.get());
                text = known;
            }
            return known;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Reason reason
                    && source.equals(reason.source)
                    && effect == reason.effect
                    && text().equals(reason.text());
        }

        @Override
        public int hashCode() {
            return Objects.hash(source, effect, text());
        }

        @Override
        public String toString() {
            return effect + " by " + source + ": " + text();
        }
    }

    /** What a reason did. */
    public enum Effect {
        PERMIT,
        DENY,
        ROW_FILTER,
        MASK,
        COLUMNS,
        /** Would have had an effect, if its policy did not merely warn or audit, or if no exception were made. */
        NOTED
    }

    public Decision {
        Objects.requireNonNull(obligations);
        reasons = List.copyOf(reasons);
        Objects.requireNonNull(about);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a decision says why");
        }
        if (!permitted && !obligations.isEmpty()) {
            throw new IllegalArgumentException("who may not read owes nothing");
        }
    }

    /** One that does not depend on what records are like. */
    public Decision(boolean permitted, Obligations obligations, List<Reason> reasons) {
        this(permitted, obligations, reasons, Optional.empty());
    }

    /** What had a part in it, the one that decided first: {@code PERMIT grant 7f3a…; MASK policy mesh/pii-is-masked}. */
    public String sources() {
        return reasons.stream()
                .map(reason -> reason.effect() + " " + reason.source())
                .collect(Collectors.joining("; "));
    }

    /** Refuses with DENIED and the deciding reason, unless it is permitted. */
    public void require(ReadQuestion question) {
        if (!permitted) {
            throw new PolderException(
                    Code.DENIED,
                    question.principal().name() + " may not read " + question.port() + ": "
                            + reasons.get(0).text(),
                    remedy(question));
        }
    }

    /** What one may do about it: no grant changes what a policy denies. */
    private String remedy(ReadQuestion question) {
        String address = question.port().address().toString();
        String purpose = question.purpose().map(word -> " --for " + word).orElse("");
        String why = "see why with 'polder can-i read " + address + purpose + "'";
        if (reasons.get(0).source().startsWith("policy ")) {
            return "No grant changes what a policy denies: say another purpose if you have one, or " + why;
        }
        return "Ask for access with 'polder access request " + address + " --purpose "
                + question.purpose().orElse("PURPOSE") + " --until 90d', say the purpose of a grant that you have with"
                + " --for, or " + why;
    }
}
