package dev.polder.bench.proxy;

import io.kroxylicious.proxy.plugin.Plugin;
import io.kroxylicious.proxy.service.ClusterNetworkAddressConfigProvider;
import io.kroxylicious.proxy.service.ClusterNetworkAddressConfigProviderService;
import io.kroxylicious.proxy.service.HostPort;
import java.util.Optional;
import java.util.Set;

/**
 * Where the proxy of a cluster of one broker listens: on two ports of this machine, which no other machine reaches. The ways that the
 * proxy brings along listen on all interfaces.
 */
@Plugin(configType = LoopbackAddresses.Config.class)
public final class LoopbackAddresses implements ClusterNetworkAddressConfigProviderService<LoopbackAddresses.Config> {
    /** @param port where clients begin; the broker itself is on the next */
    public record Config(int port) {}

    @Override
    public ClusterNetworkAddressConfigProvider build(Config config) {
        return new Addresses(config.port());
    }

    private record Addresses(int port) implements ClusterNetworkAddressConfigProvider {
        private static final String LOOPBACK = "127.0.0.1";

        @Override
        public HostPort getClusterBootstrapAddress() {
            return new HostPort(LOOPBACK, port);
        }

        @Override
        public HostPort getBrokerAddress(int node) {
            return new HostPort(LOOPBACK, port + 1);
        }

        @Override
        public Optional<String> getBindAddress() {
            return Optional.of(LOOPBACK);
        }

        @Override
        public Set<Integer> getExclusivePorts() {
            return Set.of(port, port + 1);
        }
    }
}
