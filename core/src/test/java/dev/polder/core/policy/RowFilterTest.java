package dev.polder.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.cel.CelProblem;
import dev.polder.core.contract.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowFilterTest {
    private static final DataType.Struct RECORD = new DataType.Struct(List.of(
            new DataType.Field("region", new DataType.Text(), false),
            new DataType.Field("amount", new DataType.Int64(), false),
            new DataType.Field("purpose", new DataType.Text(), false),
            new DataType.Field("owner", new DataType.Text(), false),
            new DataType.Field("real", new DataType.Float64(), false),
            new DataType.Field("tiny", new DataType.Decimal(20, 20), false),
            new DataType.Field("clock", new DataType.TimeOfDay(), false),
            new DataType.Field("seen", new DataType.Timestamp(true), false),
            new DataType.Field("tags", new DataType.ListOf(new DataType.Text(), false), false),
            new DataType.Field("notes", new DataType.MapOf(new DataType.Text(), false), false)));

    private static Principal principal(String name, String... teams) {
        return new Principal(name, Principal.Kind.PERSON, Set.of(teams), Set.of(MeshRole.GOVERNANCE), Map.of());
    }

    private static RowFilter filter(String text) {
        RowFilter.Reading reading = RowFilter.read(text);
        assertThat(reading.problems()).isEmpty();
        return reading.filter().orElseThrow();
    }

    @Test
    void whoAsksIsWrittenOut() {
        RowFilter filter = filter("owner == principal.name && purpose == 'a' || region in principal.teams");

        assertThat(filter.written(principal("ana", "b", "a"), Optional.of("a")))
                .isEqualTo("owner == 'ana' && 'a' == 'a' || region in ['a', 'b']");
        assertThat(filter.written(principal("ana"), Optional.empty()))
                .isEqualTo("owner == 'ana' && '' == 'a' || region in []");
        assertThat(filter("principal.kind == 'person' && 'governance' in principal.roles")
                        .written(principal("ana"), Optional.empty()))
                .isEqualTo("'person' == 'person' && 'governance' in ['governance']");
        assertThat(filter("'sales' in principal.domains").written(principal("ana"), Optional.empty()))
                .isEqualTo("'sales' in []");
    }

    @Test
    void noPurposeCanEndItsString() {
        RowFilter filter = filter("region == purpose");

        String written = filter.written(principal("ana"), Optional.of("' || true || '\\' || \"\n\u0000"));

        assertThat(written).isEqualTo("region == '\\' || true || \\'\\\\\\' || \"\\u000a\\u0000'");
        // It is a condition like any other, but for the character that no query can hold.
        assertThat(problems(written)).containsExactly("0 A query cannot read the character \\u0000 in a string.");
    }

    @Test
    void aFieldOfTheRecordIsWrittenInBackquotes() {
        RowFilter filter = filter("`purpose` == purpose");

        assertThat(filter.problems(RECORD)).isEmpty();
        assertThat(filter.written(principal("ana"), Optional.of("x"))).isEqualTo("`purpose` == 'x'");
    }

    @Test
    void problemsStandWhereTheyAreWritten() {
        assertThat(problems("owner == principal.name && amont > 5"))
                .containsExactly("27 The object has no property \"amont\".");
        assertThat(problems("amount == principal.name"))
                .containsExactly("7 A rule cannot compare an integer with a string like this.");
        assertThat(problems("owner == principal.name &&")).hasSize(1);
        assertThat(problems("owner == principal.nam")).containsExactly("9 There is no principal.nam here.");
        assertThat(problems("owner == principal")).containsExactly("9 There is no principal here.");
        assertThat(problems("principal.teams == owner")).containsExactly("0 principal.teams can only stand after in.");
        assertThat(problems("owner == principal.name && region.matches('(?=a)')"))
                .hasSize(1);
        assertThat(problems("amount")).containsExactly("0 A rule must be true or false, but this is an integer.");
        assertThat(problems("owner.principal == 'a'")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "amount / 2 > 5 | divide (/) | Multiply the other side",
                "real / 2.0 > 5.0 | divide (/) | Multiply the other side",
                "amount % 2 == 0 | remainders (%) | by ranges",
                "owner + 'x' == principal.name | strings, times or durations | constants",
                "seen - timestamp('2026-01-01T00:00:00Z') > duration('1h') | strings, times or durations | constants",
                "amount > real | beside floating-point | with a constant",
                "real + amount > 1.0 | beside floating-point | with a constant",
                "amount in [1, real] | beside floating-point | with a constant",
                "(owner == 'a' ? amount : real) > 1.0 | beside floating-point | with a constant",
                "tiny * tiny > 0.5 | more than 38 digits after the point | fewer decimals",
                "owner in tags | in a list | list.exists",
                "principal.name in notes | in a map | under the key",
                "(amount + 1) == null | is missing | columns themselves",
                "has(notes.a) | is missing | columns themselves",
                "clock < time('08:00') | times of day with constants | another column",
                "owner == 'a\\u0000' | u0000 | Leave it out",
                "owner.matches('\\\\u0041') | \\u in a pattern | Write",
                "owner.matches('(?<name>a)') | group of the pattern | Write (",
                "owner.matches('(a{100}){100}') | more than 1000 times | Repeat less",
                "tiny > 1234567890123456789012345678901234567890 | more than 38 digits | fewer digits"
            })
    void whatNoQueryCouldApplyIsRefusedWithWhatToDo(String text, String what, String remedy) {
        List<CelProblem> problems = filter(text).problems(RECORD);

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains(what);
            assertThat(problem.remedy()).contains(remedy);
        });
    }

    private static List<String> problems(String text) {
        RowFilter.Reading reading = RowFilter.read(text);
        List<CelProblem> problems =
                reading.filter().map(it -> it.problems(RECORD)).orElse(reading.problems());
        return problems.stream().map(it -> it.offset() + " " + it.message()).toList();
    }
}
