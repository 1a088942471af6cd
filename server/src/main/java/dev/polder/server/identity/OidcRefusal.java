package dev.polder.server.identity;

/** Why a provider's token is worth nothing here. Never holds the token. */
final class OidcRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String user;

    /** @param user whom the token would stand for; {@code -} when that cannot be believed */
    OidcRefusal(String user, String message, Throwable cause) {
        super(message, cause);
        this.user = user;
    }

    OidcRefusal(String user, String message) {
        this(user, message, null);
    }

    String user() {
        return user;
    }
}
