"""Stable-Baselines3's DQN and Gymnasium, on one thread, with which so small a network is faster. Protocol: ../compare.py."""

import itertools

import protocol as p


def prepare():
    import torch
    torch.set_num_threads(1)
    import stable_baselines3
    return stable_baselines3


def steps():
    """One gradient step for each step of CartPole, network [24, 24], batch 64."""
    model = prepare().DQN(
        "MlpPolicy", "CartPole-v1", policy_kwargs={"net_arch": [24, 24]}, train_freq=1, gradient_steps=1,
        batch_size=64, learning_starts=1000, buffer_size=50_000, target_update_interval=500, seed=0, device="cpu")
    model.learn(1200)
    count = 2000
    return lambda: {"seconds": p.timed(lambda: model.learn(count, reset_num_timesteps=False)), "steps": count}


def environment():
    """Steps of CartPole with its limit of 500."""
    import gymnasium
    import numpy as np
    env, count = gymnasium.make("CartPole-v1"), 20_000
    actions = np.random.default_rng(1).integers(0, 2, 1024).tolist()

    def play():
        env.reset(seed=0)
        for step in range(count):
            _, _, terminated, truncated, _ = env.step(actions[step & 1023])
            if terminated or truncated:
                env.reset()
    return lambda: {"seconds": p.timed(play), "steps": count}


def solve():
    """From the start until a mean of 475 over 20 episodes, with the RL Zoo's hyper-parameters; a seed a repetition."""
    import gymnasium
    sb3 = prepare()
    from stable_baselines3.common.callbacks import EvalCallback, StopTrainingOnRewardThreshold
    from stable_baselines3.common.monitor import Monitor
    seeds = itertools.count()

    def repetition():
        watch = EvalCallback(
            Monitor(gymnasium.make("CartPole-v1")), callback_on_new_best=StopTrainingOnRewardThreshold(475),
            eval_freq=1000, n_eval_episodes=20, verbose=0)
        model = sb3.DQN(
            "MlpPolicy", "CartPole-v1", learning_rate=2.3e-3, batch_size=64, buffer_size=100_000, learning_starts=1000,
            gamma=0.99, target_update_interval=10, train_freq=256, gradient_steps=128, exploration_fraction=0.16,
            exploration_final_eps=0.04, policy_kwargs={"net_arch": [256, 256]}, seed=next(seeds), device="cpu")
        seconds = p.timed(lambda: model.learn(50_000, callback=watch))
        return {"seconds": seconds if watch.best_mean_reward >= 475 else float("inf"), "steps": 1}
    return repetition


if __name__ == "__main__":
    p.serve(prepare, {"dqn_cartpole": steps, "cartpole_env": environment, "dqn_solve": solve})
