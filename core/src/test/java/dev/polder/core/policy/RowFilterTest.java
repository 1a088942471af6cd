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

class RowFilterTest {
    private static final DataType.Struct RECORD = new DataType.Struct(List.of(
            new DataType.Field("region", new DataType.Text(), false),
            new DataType.Field("amount", new DataType.Int64(), false),
            new DataType.Field("purpose", new DataType.Text(), false),
            new DataType.Field("owner", new DataType.Text(), false)));

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
        assertThat(filter(written).problems(RECORD)).isEmpty();
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

    private static List<String> problems(String text) {
        RowFilter.Reading reading = RowFilter.read(text);
        List<CelProblem> problems =
                reading.filter().map(it -> it.problems(RECORD)).orElse(reading.problems());
        return problems.stream().map(it -> it.offset() + " " + it.message()).toList();
    }
}
