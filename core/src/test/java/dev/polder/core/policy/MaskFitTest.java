package dev.polder.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.Mask;
import dev.polder.core.contract.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskFitTest {
    private static final List<Mask> MASKS = List.of(
            new Mask.Null(),
            new Mask.Hash(),
            new Mask.YearOnly(),
            new Mask.Bucket(10),
            new Mask.Bucket(7),
            new Mask.LastFour(),
            new Mask.Redact("a", ""),
            new Mask.Redact("b", ""));

    @Test
    void aMaskThatDoesNotFitShowsNothing() {
        assertThat(MaskFit.fitted(new Mask.YearOnly(), new DataType.Text())).isEqualTo(new Mask.Null());
        assertThat(MaskFit.fitted(new Mask.Bucket(10), new DataType.Text())).isEqualTo(new Mask.Null());
        assertThat(MaskFit.fitted(new Mask.LastFour(), new DataType.Int64())).isEqualTo(new Mask.Null());
        assertThat(MaskFit.fitted(new Mask.Hash(), new DataType.Bool())).isEqualTo(new Mask.Null());
        assertThat(MaskFit.fitted(new Mask.Hash(), new DataType.Struct(List.of())))
                .isEqualTo(new Mask.Null());
        assertThat(MaskFit.fitted(new Mask.YearOnly(), new DataType.Date())).isEqualTo(new Mask.YearOnly());
        assertThat(MaskFit.fitted(new Mask.Bucket(10), new DataType.Decimal(9, 2)))
                .isEqualTo(new Mask.Bucket(10));
    }

    @Test
    void theStrictestMaskIsTheSameInAnyOrder() {
        for (Mask one : MASKS) {
            assertThat(Mask.strictest(List.of(one))).isEqualTo(one);
            for (Mask other : MASKS) {
                Mask strictest = Mask.strictest(List.of(one, other));
                assertThat(Mask.strictest(List.of(other, one))).isEqualTo(strictest);
                assertThat(strictest.strictness())
                        .isGreaterThanOrEqualTo(Math.max(one.strictness(), other.strictness()));
                for (Mask third : MASKS) {
                    assertThat(Mask.strictest(List.of(third, other, one)))
                            .isEqualTo(Mask.strictest(List.of(one, other, third)));
                }
            }
        }
    }

    @Test
    void whereNoMaskShowsLessThanTheOthersNothingIsShown() {
        assertThat(Mask.strictest(List.of(new Mask.Redact("a", ""), new Mask.Redact("b", ""))))
                .isEqualTo(new Mask.Null());
        assertThat(Mask.strictest(List.of(new Mask.Redact("a", ""), new Mask.LastFour())))
                .isEqualTo(new Mask.Null());
        assertThat(Mask.strictest(List.of(new Mask.YearOnly(), new Mask.Bucket(7))))
                .isEqualTo(new Mask.Null());
        assertThat(Mask.strictest(List.of(new Mask.Bucket(10), new Mask.LastFour(), new Mask.Bucket(7))))
                .isEqualTo(new Mask.Bucket(10));
        assertThat(Mask.strictest(List.of(new Mask.Redact("a", ""), new Mask.Redact("b", ""), new Mask.Hash())))
                .isEqualTo(new Mask.Hash());
    }
}
