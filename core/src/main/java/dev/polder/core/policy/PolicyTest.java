package dev.polder.core.policy;

import dev.polder.core.access.Mask;
import dev.polder.core.access.Principal;
import dev.polder.core.problem.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What policies are expected to say ({@code kind: PolicyTest}); run by {@code polder policy test}.
 *
 * @param only the policies that are asked, as if there were no others; empty for all
 * @param given the documents of a mesh, by path, that the cases are about; empty for the mesh that the test stands in
 */
public record PolicyTest(
        Optional<String> title, List<PolicyName> only, Map<String, String> given, List<Case> cases, Position position) {
    public PolicyTest {
        Objects.requireNonNull(title);
        only = List.copyOf(only);
        given = Map.copyOf(given);
        cases = List.copyOf(cases);
        Objects.requireNonNull(position);
    }

    /** One expectation. */
    public sealed interface Case {
        String name();

        Position position();
    }

    /**
     * Somebody reads a port.
     *
     * @param port an address, perhaps with a major version
     * @param granted whether there is a grant for the port and the purpose
     * @param at when; empty for now
     * @param permitted empty when it does not matter
     * @param masks exactly those that are owed; empty when they do not matter
     * @param rowFilters exactly those that are owed, in any order; empty when they do not matter
     */
    public record Reads(
            String name,
            Principal principal,
            Optional<String> purpose,
            String port,
            boolean granted,
            Optional<Instant> at,
            Optional<Boolean> permitted,
            Optional<Map<String, Mask>> masks,
            Optional<List<String>> rowFilters,
            Position position)
            implements Case {
        public Reads {
            Objects.requireNonNull(name);
            Objects.requireNonNull(principal);
            Objects.requireNonNull(purpose);
            Objects.requireNonNull(port);
            Objects.requireNonNull(at);
            Objects.requireNonNull(permitted);
            masks = masks.map(Map::copyOf);
            rowFilters = rowFilters.map(List::copyOf);
            Objects.requireNonNull(position);
        }
    }

    /**
     * A product is judged.
     *
     * @param product its address
     * @param violations exactly those that there are
     */
    public record Judges(
            String name, String product, Optional<Instant> at, List<Expected> violations, Position position)
            implements Case {
        public Judges {
            Objects.requireNonNull(name);
            Objects.requireNonNull(product);
            Objects.requireNonNull(at);
            violations = List.copyOf(violations);
            Objects.requireNonNull(position);
        }
    }

    /**
     * A violation.
     *
     * @param at what does not keep to the policy: a product, a port, a column, as violations name it; empty for anything of the product
     */
    public record Expected(PolicyName policy, Optional<String> at) {
        public Expected {
            Objects.requireNonNull(policy);
            Objects.requireNonNull(at);
        }
    }
}
