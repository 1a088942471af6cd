package dev.polder.cli.mesh;

import dev.polder.cli.mesh.ContractSet.Entry;
import dev.polder.core.contract.ChangeCode;
import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractChange;
import dev.polder.core.contract.ContractChange.Kind;
import dev.polder.core.contract.ContractDiff;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Which contract of one side is which of the other: two single documents, whatever they are called; else by id and major
 * version, then by id alone, then by path.
 */
record ContractPairs(List<Pair> pairs) {
    /** A contract on either side, or on both. */
    record Pair(Optional<Contract> old, Optional<Contract> now, List<ContractChange> changes) {
        Pair {
            changes = List.copyOf(changes);
        }

        static Pair of(Contract old, Contract now) {
            return new Pair(
                    Optional.of(old),
                    Optional.of(now),
                    ContractDiff.between(old, now).changes());
        }

        Contract either() {
            return now.or(() -> old).orElseThrow();
        }

        Optional<ContractDiff> diff() {
            return old.flatMap(before -> now.map(after -> new ContractDiff(before, after, changes)));
        }

        /** A contract that is new or gone has no version to raise. */
        boolean versionIsEnough() {
            return diff().map(ContractDiff::versionIsEnough).orElse(true);
        }

        boolean breaks(Side side) {
            return changes.stream()
                    .anyMatch(change -> side == Side.WRITERS
                            ? change.writers() == Kind.BREAKING
                            : change.readers() == Kind.BREAKING);
        }
    }

    /** The two sides of a port. */
    enum Side {
        WRITERS,
        READERS
    }

    ContractPairs {
        pairs = List.copyOf(pairs);
    }

    static ContractPairs of(ContractSet old, ContractSet now) {
        List<Entry> before = new ArrayList<>(old.contracts());
        List<Entry> after = new ArrayList<>(now.contracts());
        List<Pair> pairs = new ArrayList<>();
        if (old.isSingle() && now.isSingle()) {
            take(before, after, (one, other) -> true, pairs);
        }
        take(before, after, (one, other) -> sameId(one, other) && major(one).equals(major(other)), pairs);
        take(before, after, ContractPairs::sameId, pairs);
        take(before, after, (one, other) -> one.path().equals(other.path()), pairs);
        // a new major version stands beside the old one, under the same id
        after.forEach(entry -> pairs.add(alone(entry, now.shown(), ChangeCode.CONTRACT_ADDED)));
        before.forEach(entry -> pairs.add(alone(entry, now.shown(), ChangeCode.CONTRACT_REMOVED)));
        return new ContractPairs(pairs);
    }

    private static void take(List<Entry> before, List<Entry> after, BiPredicate<Entry, Entry> same, List<Pair> pairs) {
        for (Entry entry : List.copyOf(after)) {
            Optional<Entry> match = before.stream()
                    .filter(candidate -> same.test(candidate, entry))
                    .findFirst();
            match.ifPresent(found -> {
                before.remove(found);
                after.remove(entry);
                pairs.add(Pair.of(found.contract(), entry.contract()));
            });
        }
    }

    private static boolean sameId(Entry one, Entry other) {
        return one.contract().id().equals(other.contract().id());
    }

    private static String major(Entry entry) {
        return entry.contract().version().strip().replaceFirst("^v", "").replaceFirst("\\..*$", "");
    }

    private static Pair alone(Entry entry, String newSide, ChangeCode code) {
        boolean added = code == ChangeCode.CONTRACT_ADDED;
        Optional<Contract> contract = Optional.of(entry.contract());
        ContractChange change = new ContractChange(
                code,
                "",
                "",
                "",
                "the contract " + entry.contract().id() + " " + entry.contract().version()
                        + (added ? " is new" : " was removed"),
                added ? "Readers and writers go on." : "Keep it until nobody reads or writes it any more.",
                added ? entry.contract().position() : Position.start(newSide));
        return new Pair(added ? Optional.empty() : contract, added ? contract : Optional.empty(), List.of(change));
    }

    boolean breaks(Side side) {
        return pairs.stream().anyMatch(pair -> pair.breaks(side));
    }

    boolean versionsAreEnough() {
        return pairs.stream().allMatch(Pair::versionIsEnough);
    }
}
