package dev.polder.core.document;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Puts the YAML parser's complaints into words for someone who writes contracts, not parsers. */
final class SyntaxError {
    private SyntaxError() {}

    static Finding finding(String file, MarkedYamlEngineException broken) {
        String problem = String.valueOf(broken.getProblem());
        String context = String.valueOf(broken.getContext());
        Optional<Mark> place = broken.getProblemMark().or(broken::getContextMark);
        if (problem.contains("TAB")) {
            return at(file, place, "A tab stands where only spaces may.", "Indent with spaces, two per level.");
        }
        if (problem.contains("mapping values are not allowed")) {
            return at(
                    file,
                    place,
                    "A ':' stands where no field can begin.",
                    "Put text that contains ': ' in quotes, or correct the indentation of this line or the one before.");
        }
        if (problem.contains("could not find expected ':'")) {
            return at(
                    file,
                    broken.getContextMark().or(() -> place),
                    "There is no ':' after the field's name.",
                    "Write `name: value`.");
        }
        if (problem.contains("unexpected end of stream") || problem.contains("unexpected document separator")) {
            return at(
                    file,
                    broken.getContextMark().or(() -> place),
                    "The quotes that open here are never closed.",
                    "Close them, or remove the opening one.");
        }
        if (problem.contains("expected ',' or")) {
            boolean list = problem.contains("]");
            return at(
                    file,
                    place,
                    "A " + (list ? "list in [ ]" : "mapping in { }") + " does not go on like this.",
                    "Separate entries by ',' and close it with '" + (list ? "]" : "}") + "'.");
        }
        if (problem.contains("expected <block end>") || context.contains("block")) {
            return at(
                    file,
                    place,
                    "This line does not fit to the lines above: " + Quoted.text(problem) + ".",
                    "Indent the entries of one list or mapping alike; start list entries with '- ' and fields with 'name: '.");
        }
        if (problem.contains("that cannot start any token")) {
            return at(file, place, "A value cannot begin with this character.", "Put the value in quotes.");
        }
        if (problem.contains("escape")) {
            return at(
                    file,
                    place,
                    "There is no such escape: " + Quoted.text(problem) + ".",
                    "Write \\\\ for a backslash, or use single quotes, where no escapes apply.");
        }
        return at(
                file,
                place,
                "The file is not well-formed YAML here: " + Quoted.text(problem) + ".",
                "Correct this line.");
    }

    static Position position(String file, Optional<Mark> mark) {
        return mark.map(m -> new Position(file, m.getLine() + 1, m.getColumn() + 1))
                .orElseGet(() -> Position.start(file));
    }

    private static Finding at(String file, Optional<Mark> place, String message, String remedy) {
        return Finding.error(Code.YAML_SYNTAX, position(file, place), message, remedy);
    }
}
