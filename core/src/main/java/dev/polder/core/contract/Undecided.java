package dev.polder.core.contract;

import dev.polder.core.problem.Position;
import java.util.Objects;

/**
 * Something a contract says that no single record can keep or break.
 *
 * @param path of the property, members joined by dots; empty for the object
 * @param what as the contract says it: {@code unique}, {@code quality row-count}
 */
public record Undecided(Position position, String path, String what, Judge judge) {
    /** Who judges it instead. */
    public enum Judge {
        /** The table's checks, before data is published. */
        TABLE("judged over the table"),
        /** Nobody: it is said to people and to other systems. */
        PEOPLE("not judged");

        private final String words;

        Judge(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public Undecided {
        Objects.requireNonNull(position);
        Objects.requireNonNull(path);
        Objects.requireNonNull(what);
        Objects.requireNonNull(judge);
    }
}
