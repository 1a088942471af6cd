package dev.polder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.polder.cli.render.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** Every command that the README and the guides show is one that there is, with options that there are. */
class GuideCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("polder.root"));
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```");

    private static final CommandLine POLDER = PolderMain.commandLine(new Session(
            Terminal.to(
                    new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), new ByteArrayOutputStream()),
            Map.of()));

    /** To the end of the line, to a pipe or redirection, or to what explains the command. */
    private static final Pattern COMMAND =
            Pattern.compile("(?m)(?:^|\\| )(?:\\$ )?(?:\\./)?polder ((?:\"[^\"]*\"|'[^']*'|(?! {2}| [#>|]|\\n).)+)");

    private static final Pattern WORD = Pattern.compile("(?:\"([^\"]*)\"|'([^']*)'|[^\\s\"'])+");

    @TestFactory
    Stream<DynamicTest> everyCommandInThePagesCanBeSaid() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> guides = Files.list(ROOT.resolve("docs/guide"))) {
            for (Path page : Stream.concat(Stream.of(ROOT.resolve("README.md")), guides.sorted())
                    .toList()) {
                for (String command : commands(Files.readString(page))) {
                    tests.add(DynamicTest.dynamicTest(
                            page.getFileName() + ": polder " + command,
                            () -> assertThatCode(() -> parse(command)).doesNotThrowAnyException()));
                }
            }
        }
        assertThat(tests.size()).isGreaterThan(60);
        return tests.stream();
    }

    private static List<String> commands(String page) {
        List<String> commands = new ArrayList<>();
        Matcher block = FENCED.matcher(page);
        while (block.find()) {
            if (!block.group(1).isEmpty() && !block.group(1).endsWith("sh")) {
                continue;
            }
            String text = block.group(2).replaceAll("\\\\\\n\\s*", "");
            Matcher command = COMMAND.matcher(text);
            while (command.find()) {
                // Building and testing is the launcher's, which has no Java yet.
                if (!command.group(1).startsWith("verify")) {
                    commands.add(command.group(1).strip());
                }
            }
        }
        return commands;
    }

    private static void parse(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group().replaceAll("[\"']", ""));
        }
        POLDER.parseArgs(words.toArray(String[]::new));
    }
}
