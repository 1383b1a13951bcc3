"""JAX: a whole epoch as one compiled program, lax.scan over shuffled batches, its own idiom for small networks. It
leaves out the last, short batch of an epoch: 312 steps. Protocol: ../compare.py."""

import protocol as p

EPOCHS = 5


def prepare():
    import jax
    return jax


def weights(jax):
    sizes = (p.FEATURES, p.HIDDEN, p.HIDDEN, p.CLASSES)
    keys = jax.random.split(jax.random.key(0), 3)
    return [(jax.random.normal(k, (i, o)) * (2 / i) ** 0.5, jax.numpy.zeros(o))
            for k, i, o in zip(keys, sizes, sizes[1:])]


def logits(jax, parameters, x):
    for kernel, bias in parameters[:-1]:
        x = jax.nn.relu(x @ kernel + bias)
    return x @ parameters[-1][0] + parameters[-1][1]


def fit():
    jax = prepare()
    import optax
    x, y = (jax.numpy.asarray(a) for a in p.data())
    adam = optax.adam(1e-3)

    def loss(parameters, xb, yb):
        return optax.softmax_cross_entropy_with_integer_labels(logits(jax, parameters, xb), yb).mean()

    def step(carry, rows):
        parameters, state = carry
        value, gradient = jax.value_and_grad(loss)(parameters, x[rows], y[rows])
        updates, state = adam.update(gradient, state, parameters)
        return (optax.apply_updates(parameters, updates), state), value

    @jax.jit
    def epoch(parameters, state, key):
        rows = jax.random.permutation(key, p.ROWS)[:p.ROWS // p.BATCH * p.BATCH].reshape(-1, p.BATCH)
        (parameters, state), losses = jax.lax.scan(step, (parameters, state), rows)
        return parameters, state, losses.mean()

    def fit():
        parameters = weights(jax)
        state = adam.init(parameters)
        for number in range(EPOCHS):
            parameters, state, value = epoch(parameters, state, jax.random.key(number))
            value.block_until_ready()
    return p.fitted(fit, EPOCHS * (p.ROWS // p.BATCH))


def predict(rows):
    jax = prepare()
    x, parameters = jax.numpy.asarray(p.data()[0][:rows]), weights(jax)
    compiled = jax.jit(lambda parameters, x: jax.nn.softmax(logits(jax, parameters, x)))
    return p.repeated(lambda: compiled(parameters, x).block_until_ready())


if __name__ == "__main__":
    p.serve(prepare, {"mlp_fit": fit, "mlp_predict_1": lambda: predict(1),
                      "mlp_predict_10000": lambda: predict(p.ROWS)})
