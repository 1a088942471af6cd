package dev.polder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.cli.render.Terminal;
import dev.polder.core.contract.ChangeCode;
import dev.polder.core.problem.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The reference pages that are made from the program, so that they cannot say anything else. */
class ReferencePagesTest {
    private static final Path PAGES = Path.of(System.getProperty("polder.root"), "docs", "reference");
    private static final String REGENERATE =
            "mvn -pl cli -am test -Dtest=ReferencePagesTest -Dsurefire.failIfNoSpecifiedTests=false -Dpolder.write=true";

    @Test
    void cliPageShowsEveryCommandAsItIs() throws IOException {
        check("cli.md", commands());
    }

    @Test
    void errorPageListsEveryCodeAsItIs() throws IOException {
        check("errors.md", codes());
    }

    @Test
    void contractChangesPageListsEveryCodeAsItIs() throws IOException {
        check("contract-changes.md", changes());
    }

    private static void check(String name, String made) throws IOException {
        Path page = PAGES.resolve(name);
        if (Boolean.getBoolean("polder.write")) {
            Files.createDirectories(PAGES);
            Files.writeString(page, made);
        }
        assertThat(page).exists();
        assertThat(Files.readString(page))
                .as("docs/reference/%s is made by: %s", name, REGENERATE)
                .isEqualTo(made);
    }

    private static String commands() {
        Session session = new Session(
                Terminal.to(
                        new ByteArrayInputStream(new byte[0]),
                        new ByteArrayOutputStream(),
                        new ByteArrayOutputStream()),
                Map.of());
        CommandLine polder = PolderMain.commandLine(session);
        StringBuilder page = new StringBuilder("""
                # The `polder` command

                Data goes to standard output; problems go to standard error as `file:line:column CODE message → remedy`, with the
                codes of [errors.md](errors.md). `POLDER_DEBUG=1` adds where in the program a problem came from, `NO_COLOR` takes
                the colours away.

                ## Times

                | in an argument | means |
                |---|---|
                | `500ms`, `90s`, `30m`, `12h`, `90d`, `PT2M` | a span; a `TIME` that has been is so long ago, one that lies ahead so far from now |
                | `2027-03-31` | a day in UTC: from its beginning, and as an end to its end |
                | `2027-03-31T18:00:00Z`, `…+02:00` | a moment |
                | `90` | seconds, where a `DURATION` is meant |

                """);
        page.append("```\n").append(usage(polder)).append("```\n");
        polder.getSubcommands().values().forEach(command -> append(command, page));
        return page.toString();
    }

    private static void append(CommandLine command, StringBuilder page) {
        page.append("\n## ")
                .append(command.getCommandSpec().qualifiedName(" "))
                .append("\n\n```\n")
                .append(usage(command))
                .append("```\n");
        command.getSubcommands().values().forEach(subcommand -> append(subcommand, page));
    }

    private static String usage(CommandLine command) {
        return command.getUsageMessage(CommandLine.Help.Ansi.OFF).replace("\r\n", "\n");
    }

    private static String codes() {
        StringBuilder page = new StringBuilder("""
                # Error codes

                Every refusal and finding has one of these codes, in the API (`code`), in the command line and in the headers of dead
                letters (`polder.code`). They are never renamed or reused. What exactly happened is in the message, and what to do
                about it in the remedy.

                | Code | Kind | Meaning |
                |---|---|---|
                """);
        for (Code code : Code.values()) {
            page.append("| `")
                    .append(code)
                    .append("` | ")
                    .append(code.kind())
                    .append(" | ")
                    .append(code.meaning())
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String changes() {
        StringBuilder page = new StringBuilder("""
                # Changes of contracts

                `polder diff OLD NEW` compares contracts without a server, and `polder plan` and `polder apply` compare what is sent
                with what holds. Every difference has one of these codes. They are never renamed or reused.

                **Writers** send records to the port. A change breaks them when a record, or a set of records, that the old contract
                accepts may be refused by the new one. **Readers** read its topic and its table. A change breaks them when a column
                goes, has another type or may now be null, when the key is another one, and when the records that are already there
                cannot be what the new contract says. What is *compatible* matters to somebody, what is *cosmetic* to no program.

                A change that breaks readers needs a new major **version**, because a major version is a port with a topic and a table
                of its own that readers move to when they can; `polder apply` refuses it within one major version. A change that
                breaks writers only needs a minor version: refusals tell them, and nothing has to be moved. Where two readings are
                possible, as between two patterns, the graver one is reported.

                The codes marked ⚑ weaken a promise or a protection without breaking anybody: somebody who answers for it should
                agree.

                `polder plan` and `polder apply` also name who reads what breaks: transforms by the columns in their SQL, and people
                by the columns that their queries have read in the last 90 days. That informs; it changes no verdict.

                The order of keys in the document, comments, and the version itself are no differences.

                | Code | Writers | Readers | Version | Meaning |
                |---|---|---|---|---|
                """);
        for (ChangeCode code : ChangeCode.values()) {
            page.append("| `")
                    .append(code)
                    .append(code.needsGovernance() ? "` ⚑ | " : "` | ")
                    .append(code.writers().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(code.readers().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(code.step().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(code.meaning())
                    .append(" |\n");
        }
        return page.toString();
    }
}
