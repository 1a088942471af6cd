package dev.polder.cli.demo;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A way in which a source breaks a record, so that the demo's dead letters are real. */
enum Flaw {
    /** A required field is not there. */
    MISSING {
        @Override
        void apply(Map<String, Object> values, Fields fields) {
            values.put(fields.required(), null);
        }
    },
    /** Text where a number belongs. */
    TYPE {
        @Override
        void apply(Map<String, Object> values, Fields fields) {
            values.put(fields.integer(), "three");
        }
    },
    /** A number below what the contract allows. */
    RANGE {
        @Override
        void apply(Map<String, Object> values, Fields fields) {
            values.put(fields.integer(), -7);
        }
    },
    /** A key in a form that nobody agreed on. */
    PATTERN {
        @Override
        void apply(Map<String, Object> values, Fields fields) {
            values.put(fields.patterned(), "n/a");
        }
    },
    /** A line that ends in the middle. */
    CUT {
        @Override
        void apply(Map<String, Object> values, Fields fields) {
            // The text is cut when it is written.
        }
    };

    private static final List<Flaw> ALL = List.of(values());

    /** Changes the values of a good record so that the gate must refuse it. */
    abstract void apply(Map<String, Object> values, Fields fields);

    static Flaw random(SplittableRandom random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** Which fields of a record the flaws hit; all of them are in every record of its kind. */
    record Fields(String required, String integer, String patterned) {}
}
