package dev.polder.cli.mesh;

import dev.polder.cli.render.Style;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import dev.polder.core.contract.ContractChange;
import dev.polder.core.contract.ContractChange.Kind;
import java.util.List;
import java.util.Locale;

/** Changes of contracts, one line each: {@code file:line:col CODE breaks readers: what → what to do}. */
final class ChangeLines {
    private ChangeLines() {}

    static void print(Terminal terminal, List<ContractChange> changes) {
        for (ContractChange change : changes) {
            Style style = change.isBreaking()
                    ? Style.BAD
                    : change.code().needsGovernance()
                            ? Style.CAUTION
                            : change.readers() == Kind.COSMETIC ? Style.FAINT : Style.PLAIN;
            terminal.line(terminal.styled(Style.printable(change.position().toString()), Style.STRONG) + " "
                    + terminal.styled(change.code().name(), style) + " "
                    + verdict(change.writers(), change.readers())
                    + (change.code().needsGovernance() ? ", to be agreed on: " : ": ")
                    + Style.printable(sentence(change)) + " → " + Style.printable(change.remedy()));
        }
    }

    static String sentence(ContractChange change) {
        String object = change.object();
        return object.isEmpty() || change.path().isEmpty()
                ? (object.isEmpty() ? "" : object + ": ") + change.description()
                : object + "." + change.sentence();
    }

    /** {@code breaks writers and readers}, {@code breaks writers}, {@code compatible}, {@code cosmetic}. */
    static String verdict(Kind writers, Kind readers) {
        if (writers == Kind.BREAKING) {
            return readers == Kind.BREAKING ? "breaks writers and readers" : "breaks writers";
        }
        if (readers == Kind.BREAKING) {
            return "breaks readers";
        }
        return writers == Kind.COSMETIC && readers == Kind.COSMETIC ? "cosmetic" : "compatible";
    }

    static Json json(List<ContractChange> changes) {
        return Json.array(changes.stream().map(ChangeLines::json).toList());
    }

    private static Json json(ContractChange change) {
        return Json.object()
                .with("code", change.code().name())
                .with("writers", word(change.writers()))
                .with("readers", word(change.readers()))
                .with("needs", word(change.code().step()))
                .with("governance", change.code().needsGovernance())
                .with("object", change.object())
                .with("path", change.path())
                .with("field", change.field())
                .with("description", change.description())
                .with("remedy", change.remedy())
                .with("file", change.position().file())
                .with("line", change.position().line())
                .with("column", change.position().column())
                .done();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
