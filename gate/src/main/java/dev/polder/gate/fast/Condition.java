package dev.polder.gate.fast;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A rule between an object's members, judged over their Avro. Its logic is SQL's, and it may not know. Immutable. */
public abstract class Condition {
    static final int FALSE = 0;
    static final int TRUE = 1;
    static final int NULL = 2;
    static final int UNKNOWN = 3;

    private Condition() {}

    /**
     * @param starts of the members in the Avro
     */
    abstract int truth(byte[] avro, int[] starts);

    /** Whether a record surely does not break it: only what is false does. */
    boolean holds(byte[] avro, int[] starts) {
        int truth = truth(avro, starts);
        return truth == TRUE || truth == NULL;
    }

    /** How two values may be related. */
    public enum Relation {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }

    /** Two quantities of the same scale. */
    public static Condition relation(Quantity left, Quantity right, Relation relation) {
        return new Condition() {
            @Override
            int truth(byte[] avro, int[] starts) {
                long one = left.value(avro, starts);
                long other = right.value(avro, starts);
                if (one == Quantity.UNKNOWN || other == Quantity.UNKNOWN) {
                    return UNKNOWN;
                }
                if (one == Quantity.NOTHING || other == Quantity.NOTHING) {
                    return NULL;
                }
                return relation.holds(Long.compare(one, other)) ? TRUE : FALSE;
            }
        };
    }

    /** A member that is text is this one. */
    public static Condition isText(int index, boolean optional, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        int prefix = Scan.varintLength(wanted.length);
        byte[] written = new byte[prefix + wanted.length];
        Scan.varint(written, 0, (long) wanted.length << 1);
        System.arraycopy(wanted, 0, written, prefix, wanted.length);
        return new Condition() {
            @Override
            int truth(byte[] avro, int[] starts) {
                int at = starts[index];
                if (optional && avro[at++] == 0) {
                    return NULL;
                }
                boolean same = at + written.length <= avro.length
                        && Words.equal(avro, at, at + written.length, written, 0, written.length);
                return same ? TRUE : FALSE;
            }
        };
    }

    /** A member that is true or false. */
    public static Condition isTrue(int index, boolean optional) {
        return new Condition() {
            @Override
            int truth(byte[] avro, int[] starts) {
                int at = starts[index];
                return optional && avro[at++] == 0 ? NULL : avro[at];
            }
        };
    }

    /** A member has no value. */
    public static Condition isNull(int index, boolean optional) {
        return new Condition() {
            @Override
            int truth(byte[] avro, int[] starts) {
                return optional && avro[starts[index]] == 0 ? TRUE : FALSE;
            }
        };
    }

    public static Condition not(Condition of) {
        return new Condition() {
            @Override
            int truth(byte[] avro, int[] starts) {
                int truth = of.truth(avro, starts);
                return truth <= TRUE ? 1 - truth : truth;
            }
        };
    }

    public static Condition all(List<Condition> of) {
        return decided(of, FALSE);
    }

    public static Condition any(List<Condition> of) {
        return decided(of, TRUE);
    }

    private static Condition decided(List<Condition> of, int deciding) {
        Condition[] conditions = of.toArray(Condition[]::new);
        return new Condition() {
            @Override
            int truth(byte[] avro, int[] starts) {
                int result = 1 - deciding;
                for (Condition condition : conditions) {
                    int truth = condition.truth(avro, starts);
                    if (truth == deciding) {
                        return deciding;
                    }
                    if (truth >= NULL) {
                        result = result == UNKNOWN ? UNKNOWN : truth;
                    }
                }
                return result;
            }
        };
    }
}
