package dev.polder.core.access;

import dev.polder.core.contract.DataType;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
     * One thing that had a part in a decision.
     *
     * @param source what it comes from: {@code policy mesh/pii-is-masked}, {@code grant 7f3a…}, {@code domain sales}
     * @param effect what it did
     * @param text for people: which expression decided, with the values that mattered, never with data
     */
    public record Reason(String source, Effect effect, String text) {
        public Reason {
            Objects.requireNonNull(source);
            Objects.requireNonNull(effect);
            Objects.requireNonNull(text);
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
