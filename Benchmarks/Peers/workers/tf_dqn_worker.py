"""The loop of the tutorials in TensorFlow: epsilon-greedy on model(state), a deque, one tf.function step for each step
of the environment. Protocol: ../compare.py."""

import random
from collections import deque

import protocol as p


def prepare():
    import tensorflow as tf
    return tf


def called(model, states):
    return model(states)


def steps(values=called, count=500):
    """Steps whose actions are the best of what `values` says of states."""
    import gymnasium
    import keras
    import numpy as np
    tf = prepare()

    def network():
        return keras.Sequential([keras.Input((4,)), keras.layers.Dense(24, activation="relu"),
                                 keras.layers.Dense(24, activation="relu"), keras.layers.Dense(2)])
    online, target, optimizer = network(), network(), keras.optimizers.Adam(1e-3)
    optimizer.build(online.trainable_variables)
    memory, env = deque(maxlen=50_000), gymnasium.make("CartPole-v1")

    @tf.function
    def learn(states, actions, rewards, following, over):
        goal = rewards + 0.99 * tf.reduce_max(target(following), 1) * (1 - over)
        with tf.GradientTape() as tape:
            value = tf.reduce_sum(online(states) * tf.one_hot(actions, 2), 1)
            loss = tf.reduce_mean(tf.square(goal - value))
        optimizer.apply_gradients(zip(tape.gradient(loss, online.trainable_variables), online.trainable_variables))

    state = env.reset(seed=0)[0]

    def play(count):
        nonlocal state
        for step in range(count):
            explores = len(memory) < 1000 or random.random() < 0.05
            action = env.action_space.sample() if explores else int(np.argmax(values(online, state[None])[0]))
            following, reward, terminated, truncated, _ = env.step(action)
            memory.append((state, action, reward, following, float(terminated)))
            state = env.reset()[0] if terminated or truncated else following
            if len(memory) >= 1000:
                rows = zip(*random.sample(memory, 64))
                learn(*(np.array(c, dtype=np.int32 if k == 1 else np.float32) for k, c in enumerate(rows)))
            if step % 500 == 0:
                target.set_weights(online.get_weights())
    play(1050)
    return lambda: {"seconds": p.timed(lambda: play(count)), "steps": count}


if __name__ == "__main__":
    p.serve(prepare, {"dqn_cartpole": steps})
