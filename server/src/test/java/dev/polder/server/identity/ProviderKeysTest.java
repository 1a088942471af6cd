package dev.polder.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProviderKeysTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile List<String> published = List.of("first");
    private volatile boolean answers = true;
    private final ProviderKeys keys = new ProviderKeys(this::fetch, nanos::get);

    private JWKSet fetch() throws IOException {
        fetches.incrementAndGet();
        if (!answers) {
            throw new IOException("no answer");
        }
        return new JWKSet(published.stream().<JWK>map(ProviderKeysTest::key).toList());
    }

    private static OctetSequenceKey key(String id) {
        try {
            return new OctetSequenceKeyGenerator(256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<JWK> find(String id) throws KeySourceException {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void namesThatSomebodyMadeUpAreUnknownAndHaveTheKeysFetchedOnceInAPause() throws KeySourceException {
        assertThat(find("first")).hasSize(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(find("made up " + i)).isEmpty();
        }
        assertThat(fetches).hasValue(2);

        pass(ProviderKeys.PAUSE);
        assertThat(find("made up")).isEmpty();
        assertThat(fetches).hasValue(3);
    }

    @Test
    void aNewKeyIsFoundAndSoIsThatAnOldOneIsGone() throws KeySourceException {
        find("first");
        published = List.of("second");

        assertThat(find("second")).hasSize(1);
        assertThat(find("first")).isEmpty();

        published = List.of("third");
        pass(ProviderKeys.KEPT);
        assertThat(find("second")).as("fetched again although it was there").isEmpty();
    }

    @Test
    void aProviderThatIsAwayIsNotAskedByEverybody() {
        answers = false;
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> find("first")).isInstanceOf(KeySourceException.class);
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void keysThatAreThereCountWhileTheProviderIsAwayButNotForever() throws KeySourceException {
        find("first");
        answers = false;
        pass(ProviderKeys.KEPT);

        assertThat(find("first")).hasSize(1);
        assertThat(find("made up")).isEmpty();
        assertThat(fetches).hasValue(2);

        pass(ProviderKeys.KEPT_WITHOUT_ANSWER);
        assertThatThrownBy(() -> find("first")).isInstanceOf(KeySourceException.class);
    }

    @Test
    void nobodyWaitsForTheProviderBecauseOfAKeyThatIsNotThere() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        ProviderKeys slow = new ProviderKeys(
                () -> {
                    if (fetches.incrementAndGet() > 1) {
                        asked.countDown();
                        try {
                            answered.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                    return new JWKSet(key("first"));
                },
                nanos::get);
        JWKSelector madeUp =
                new JWKSelector(new JWKMatcher.Builder().keyID("made up").build());
        slow.get(new JWKSelector(new JWKMatcher.Builder().keyID("first").build()), null);
        Thread waiting = new Thread(() -> {
            try {
                slow.get(madeUp, null);
            } catch (KeySourceException e) {
                throw new IllegalStateException(e);
            }
        });
        waiting.start();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(slow.get(madeUp, null)).isEmpty();

        answered.countDown();
        waiting.join();
    }
}
