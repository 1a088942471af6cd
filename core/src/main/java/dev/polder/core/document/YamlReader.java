package dev.polder.core.document;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads one YAML 1.2 (or JSON) document into nodes that know where they stand. Whatever the text is, it answers with findings
 * and never throws; time and memory are bounded by the size of the text.
 *
 * <p>Values follow the core schema: null, booleans, integers (also hexadecimal and octal) and decimal numbers, which stay exact.
 * Dates, {@code .inf} and {@code .nan} stay text. Aliases are followed as long as the document stays small; merge keys and
 * application tags are refused, because the standards' own tools do not agree about them.
 */
public final class YamlReader {
    /** The longest document, in characters. */
    public static final int MAX_CHARACTERS = 4 * 1024 * 1024;
    /** The deepest nesting of mappings and lists. */
    public static final int MAX_DEPTH = 64;
    /** The most values a document may have, aliases followed. */
    public static final int MAX_NODES = 250_000;

    private YamlReader() {}

    /**
     * What a text was found to be.
     *
     * @param root the document; absent when the text is not well-formed or beyond a limit. It may be present with findings that
     *     are errors, such as a field that stands twice (the first one counts)
     */
    public record Reading(Optional<Node> root, List<Finding> findings) {
        public Reading {
            findings = List.copyOf(findings);
        }
    }

    /** @param file the name that positions carry */
    public static Reading read(String file, String text) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (body.length() > MAX_CHARACTERS) {
            return refused(Finding.error(
                    Code.YAML_LIMIT,
                    Position.start(file),
                    "The file has " + body.length() + " characters; at most " + MAX_CHARACTERS + " are read.",
                    "Split it into several documents."));
        }
        Optional<Finding> badCharacter = firstBadCharacter(file, body);
        if (badCharacter.isPresent()) {
            return refused(badCharacter.get());
        }
        // One buffer for all: refilling a small one takes quadratic time when a token is long.
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_CHARACTERS + 1)
                .setBufferSize(body.length() + 1)
                .build();
        TreeBuilder builder = new TreeBuilder(file, new ParserImpl(settings, new StreamReader(settings, body)));
        try {
            Node root = builder.document();
            return new Reading(Optional.of(root), builder.findings());
        } catch (TreeBuilder.Refused refused) {
            return refused(refused.finding());
        } catch (MarkedYamlEngineException broken) {
            return refused(SyntaxError.finding(file, broken));
        } catch (YamlEngineException | IllegalArgumentException | IndexOutOfBoundsException broken) {
            // The engine reports some malformed escapes and directives by these, without a place.
            return refused(Finding.error(
                    Code.YAML_SYNTAX,
                    Position.start(file),
                    "The file is not well-formed YAML: " + Quoted.text(String.valueOf(broken.getMessage())) + ".",
                    "Check escapes, tags and directives."));
        }
    }

    private static Reading refused(Finding finding) {
        return new Reading(Optional.empty(), List.of(finding));
    }

    private static Optional<Finding> firstBadCharacter(String file, String text) {
        int line = 1;
        int column = 1;
        for (int index = 0; index < text.length(); ) {
            int character = text.codePointAt(index);
            if (!StreamReader.isPrintable(character)) {
                return Optional.of(Finding.error(
                        Code.YAML_SYNTAX,
                        new Position(file, line, column),
                        String.format("The character U+%04X may not stand in a YAML file.", character),
                        "Remove it, or check that the file is text in UTF-8."));
            }
            index += Character.charCount(character);
            boolean lineBreak =
                    character == '\n' || character == '\r' && (index == text.length() || text.charAt(index) != '\n');
            line += lineBreak ? 1 : 0;
            column = lineBreak ? 1 : column + 1;
        }
        return Optional.empty();
    }
}
